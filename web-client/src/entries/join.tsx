import { boot } from '../frame/boot';
import { CitizenPage } from '../views/citizen/page';

void boot({ title: 'join-title', view: () => <CitizenPage /> });
