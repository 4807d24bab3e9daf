import { boot } from '../frame/boot';
import { DeskPage } from '../views/desk/page';

void boot({ title: 'desk-title', staff: true, view: () => <DeskPage /> });
