import { boot } from '../frame/boot';
import { TextPage } from '../views/pages/page';

void boot({ title: 'privacy-title', view: () => <TextPage which="privacy" /> });
