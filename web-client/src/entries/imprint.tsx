import { boot } from '../frame/boot';
import { TextPage } from '../views/pages/page';

void boot({ title: 'imprint-title', view: () => <TextPage which="imprint" /> });
