import { boot } from '../frame/boot';
import { LostPage } from '../views/pages/lost';

void boot({ title: 'lost-title', view: () => <LostPage /> });
