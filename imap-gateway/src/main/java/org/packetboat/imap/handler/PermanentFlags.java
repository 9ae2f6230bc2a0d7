package org.packetboat.imap.handler;

import java.util.ArrayList;
import java.util.List;
import org.packetboat.imap.codec.SystemFlag;

/** Lists of flags for responses. */
final class PermanentFlags {
    private PermanentFlags() {}

    /** All flags that can be set, the keywords in use among them. */
    static List<String> with(List<String> keywords) {
        List<String> flags = new ArrayList<>();
        for (SystemFlag flag : SystemFlag.values()) {
            flags.add(flag.atom());
        }
        flags.addAll(keywords);
        flags.add("\\*");
        return flags;
    }
}
