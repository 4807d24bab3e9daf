language-name = Deutsch
language-direction = ltr
language-tag = de
