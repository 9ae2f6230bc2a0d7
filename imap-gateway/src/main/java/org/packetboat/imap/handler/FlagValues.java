package org.packetboat.imap.handler;

import java.util.ArrayList;
import java.util.List;
import org.packetboat.imap.codec.Flags;
import org.packetboat.imap.codec.SystemFlag;

/** Flags between the codec's form and the contracts'. */
public final class FlagValues {
    private FlagValues() {}

    /** For a request. */
    static org.packetboat.contracts.mailbox.Flags toContract(Flags flags) {
        return org.packetboat.contracts.mailbox.Flags.newBuilder()
                .setSystem(flags.system())
                .addAllKeywords(flags.keywords())
                .build();
    }

    /** From an answer. */
    public static Flags fromContract(org.packetboat.contracts.mailbox.Flags flags) {
        return flags.getKeywordsCount() == 0 && flags.getSystem() == 0
                ? Flags.NONE
                : new Flags(flags.getSystem(), flags.getKeywordsList());
    }

    /** All flags that can be set, the keywords in use among them. */
    static List<String> permanent(List<String> keywords) {
        List<String> flags = new ArrayList<>();
        for (SystemFlag flag : SystemFlag.values()) {
            flags.add(flag.atom());
        }
        flags.addAll(keywords);
        flags.add("\\*");
        return flags;
    }
}
