/** The life of one IMAP connection: states, rules, the order of replies. */
@NullMarked
package org.packetboat.imap.session;

import org.jspecify.annotations.NullMarked;
