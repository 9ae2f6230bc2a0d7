-- A member as it was given: in domains that are not ours the case of the local part may matter. The other column is what members are compared by.
ALTER TABLE list_member ADD COLUMN written text;
UPDATE list_member SET written = member;
ALTER TABLE list_member ALTER COLUMN written SET NOT NULL;
