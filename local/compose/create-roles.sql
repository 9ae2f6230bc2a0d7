-- Two roles, each with a schema of its own; neither sees the other's tables.
CREATE ROLE mailbox LOGIN PASSWORD 'packetboat-trial';
CREATE ROLE delivery LOGIN PASSWORD 'packetboat-trial';
CREATE SCHEMA mailbox AUTHORIZATION mailbox;
CREATE SCHEMA delivery AUTHORIZATION delivery;
ALTER ROLE mailbox IN DATABASE packetboat SET search_path = mailbox;
ALTER ROLE delivery IN DATABASE packetboat SET search_path = delivery;
