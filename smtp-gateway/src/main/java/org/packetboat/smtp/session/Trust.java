package org.packetboat.smtp.session;

import org.packetboat.mail.network.NetworkSet;

/**
 * Networks whose clients may do what others may not; none implies another.
 *
 * @param names VRFY and EXPN are answered without a login
 * @param proxies XCLIENT is believed
 * @param relaying mail is taken for everywhere without a login
 * @param lmtp LMTP is spoken with them
 */
public record Trust(NetworkSet names, NetworkSet proxies, NetworkSet relaying, NetworkSet lmtp) {
    /** Nobody. */
    public static final Trust NONE = new Trust(NetworkSet.EMPTY, NetworkSet.EMPTY, NetworkSet.EMPTY, NetworkSet.EMPTY);
}
