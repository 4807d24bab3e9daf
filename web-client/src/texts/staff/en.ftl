## Desk and board

desk-title = Desk
board-title = Board
