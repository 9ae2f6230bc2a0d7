-- What a search for a rare property looks at. Each holds only the messages that have the property, so a change of another message's flags does not touch
-- it; a change of one that is in it writes one more entry, as it does in the primary key. Compared with "=", because the planner takes that for rare.
CREATE INDEX message_answered ON message (account_id, mailbox_id, uid) WHERE system_flags & 2 = 2;
CREATE INDEX message_flagged ON message (account_id, mailbox_id, uid) WHERE system_flags & 4 = 4;
CREATE INDEX message_draft ON message (account_id, mailbox_id, uid) WHERE system_flags & 16 = 16;

-- Messages with keywords, ordered by their sets of keywords: there are few different sets, so that those with a certain keyword in them are found by going
-- from one to the next, and their messages without looking at others. By a hash, because a set may be larger than what an index takes.
CREATE INDEX message_keywords ON message (account_id, mailbox_id, hash_array_extended(keywords, 0), uid) WHERE keywords IS NOT NULL;
