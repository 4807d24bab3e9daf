import { boot } from '../frame/boot';
import { TextPage } from '../views/pages/page';

void boot({ title: 'accessibility-title', view: () => <TextPage which="accessibility" /> });
