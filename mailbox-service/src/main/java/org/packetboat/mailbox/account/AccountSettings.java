package org.packetboat.mailbox.account;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.SettingsTable;
import org.packetboat.mailbox.store.SettingsTable.Settings;

/** Reads and changes what is set for accounts. */
public final class AccountSettings {
    private final Database database;
    private final Runnable changed;

    /** @param changed called after every change that has committed */
    public AccountSettings(Database database, Runnable changed) {
        this.database = database;
        this.changed = changed;
    }

    /** All settings of an account by their keys. */
    public Map<String, String> of(String address) throws InterruptedException {
        return texts(SettingsTable.read(database, AddressRules.address(address).address())
                .orElseThrow(() -> AdminException.notFound("no such account")));
    }

    /** Changes those that are named, all of them or none; returns all. */
    public Map<String, String> change(String address, Map<String, @Nullable String> values)
            throws InterruptedException {
        String folded = AddressRules.address(address).address();
        Map<AccountSetting, String> wanted = new LinkedHashMap<>();
        values.forEach((key, value) -> wanted.put(AccountSetting.of(key), given(key, value)));
        Settings after = database.transact(transaction -> {
            Settings settings = SettingsTable.lock(transaction, folded)
                    .orElseThrow(() -> AdminException.notFound("no such account"));
            for (Map.Entry<AccountSetting, String> one : wanted.entrySet()) {
                settings = one.getKey().with(settings, one.getValue());
            }
            SettingsTable.write(transaction, folded, settings);
            return settings;
        });
        changed.run();
        return texts(after);
    }

    /** JSON's null is no value: what unsets a setting is one of its words. */
    private static String given(String key, @Nullable String value) {
        if (value == null) {
            throw AdminException.invalid(key + " has no value");
        }
        return value;
    }

    private static Map<String, String> texts(Settings settings) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (AccountSetting setting : AccountSetting.values()) {
            texts.put(setting.key(), setting.text(settings));
        }
        return texts;
    }
}
