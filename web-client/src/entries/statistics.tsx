import { boot } from '../frame/boot';
import { StatisticsPage } from '../views/statistics/page';

void boot({ title: 'statistics-title', view: () => <StatisticsPage /> });
