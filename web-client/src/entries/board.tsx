import { boot } from '../frame/boot';
import { BoardPage } from '../views/board/page';

void boot({ title: 'board-title', staff: true, view: () => <BoardPage /> });
