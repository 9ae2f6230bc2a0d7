/** PostgreSQL: connections, transactions, migrations, and SQL by table. Only this package sees the client. */
@NullMarked
package org.packetboat.mailbox.store;

import org.jspecify.annotations.NullMarked;
