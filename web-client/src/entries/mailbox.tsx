import { boot } from '../frame/boot';
import { MailboxPage } from '../views/mailbox/page';

void boot({ title: 'mailbox-title', view: () => <MailboxPage /> });
