package org.packetboat.imap.codec;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What mail is written in; {@link Charset#forName} is slow with names that it does not know, and knows charsets that no client has. */
final class KnownCharsets {
    private static final String[] IN_MAIL = {
        "US-ASCII",
        "UTF-8",
        "ISO-8859-1",
        "ISO-8859-2",
        "ISO-8859-3",
        "ISO-8859-4",
        "ISO-8859-5",
        "ISO-8859-6",
        "ISO-8859-7",
        "ISO-8859-8",
        "ISO-8859-9",
        "ISO-8859-13",
        "ISO-8859-15",
        "ISO-8859-16",
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "windows-1253",
        "windows-1254",
        "windows-1255",
        "windows-1256",
        "windows-1257",
        "windows-1258",
        "windows-874",
        "KOI8-R",
        "KOI8-U",
        "IBM437",
        "IBM850",
        "IBM852",
        "IBM866",
        "TIS-620",
        "GB2312",
        "GBK",
        "GB18030",
        "Big5",
        "Big5-HKSCS",
        "ISO-2022-JP",
        "Shift_JIS",
        "EUC-JP",
        "windows-31j",
        "ISO-2022-KR",
        "EUC-KR",
        "x-windows-949"
    };
    static final List<String> NAMES;
    static final Map<String, Charset> BY_NAME;

    static {
        List<String> names = new ArrayList<>();
        Map<String, Charset> byName = new HashMap<>();
        for (String name : IN_MAIL) {
            if (Charset.isSupported(name)) {
                names.add(name);
                Charset charset = name.equals("US-ASCII") ? StandardCharsets.UTF_8 : Charset.forName(name);
                Charset.forName(name).aliases().forEach(alias -> byName.put(alias.toLowerCase(Locale.ROOT), charset));
                byName.put(name.toLowerCase(Locale.ROOT), charset);
            }
        }
        NAMES = List.copyOf(names);
        BY_NAME = Map.copyOf(byName);
    }

    private KnownCharsets() {}
}
