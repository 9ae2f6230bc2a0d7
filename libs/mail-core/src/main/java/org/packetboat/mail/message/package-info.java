/**
 * Messages as octets: where every part lies, what IMAP says about them, what is searched. The scanners never fail on any input: what is
 * not MIME is text (RFC 2045 §5.2).
 */
@NullMarked
package org.packetboat.mail.message;

import org.jspecify.annotations.NullMarked;
