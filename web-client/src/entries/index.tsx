import { boot } from '../frame/boot';
import { PublicPage } from '../views/public/page';

void boot({ title: 'catalogue-title', view: () => <PublicPage /> });
