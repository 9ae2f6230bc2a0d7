/** What a client has been told about its mailbox and what is true: pure values and their difference. */
@NullMarked
package org.packetboat.imap.view;

import org.jspecify.annotations.NullMarked;
