-- The audit: nobody who signs in changes or removes a row of it, the worker included.
revoke update, delete on audits, audit_blocks from hersys_worker;
