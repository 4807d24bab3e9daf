export { Alert, Badge, Notice, type Mood } from './alert';
export { Button, ButtonLink } from './button';
export { Facts } from './details';
export { Dial } from './dial';
export { Dialog } from './dialog';
export { Checkbox, Choices, Input, Select, TextArea, type Choice, type Option } from './fields';
export { Icon, type IconName } from './icon';
export { MenuButton, type MenuItem } from './menu';
export { When } from './when';
