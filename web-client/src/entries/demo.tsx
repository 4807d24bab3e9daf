import { boot } from '../frame/boot';
import { DemoPage } from '../views/demo/page';

void boot({ title: 'demo-title', view: () => <DemoPage /> });
