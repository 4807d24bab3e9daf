## Arbeitsplatz und Übersicht

desk-title = Arbeitsplatz
board-title = Übersicht
