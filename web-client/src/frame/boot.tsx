/** Starts a page: language first, so that no word appears in the wrong one; then the view. */
import '../texts-kept';
import './style';
import { type ComponentChild, render } from 'preact';
import { straightenAddress } from '../address';
import { preferred, speak, withStaffTexts } from '../texts';
import { startOverWhenKept } from '../session';
import { guardPresses } from '../ui/press';
import { loadPlace } from './place';
import { titleFrom } from './title';

interface Start {
  /** Text key of the page's title. */
  title: string;
  view: () => ComponentChild;
  /** Desk and board have texts that no citizen needs to load. */
  staff?: boolean;
}

export async function boot({ title, view, staff = false }: Start): Promise<void> {
  straightenAddress();
  if (staff) withStaffTexts();
  guardPresses();
  startOverWhenKept();
  void loadPlace();
  await speak(preferred());
  titleFrom(title);
  const root = document.getElementById('app');
  if (root) render(view(), root);
}
