-- Staff accounts: who may read and change them, below the application.
-- The web role reads names alone; passwords, telephones and locks go through the functions here, each of which asks who is behind the session.
alter table staff_accounts add column pending_phone text, add column pending_channel text check (pending_channel in ('sms', 'voice'));
