package org.packetboat.mailbox.account;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mailbox.store.QuotaStatement.Quota;
import org.packetboat.mailbox.store.SettingsTable.Settings;

/** What can be set for an account, each as text under its key. */
public enum AccountSetting {
    NAME {
        @Override
        String text(Settings settings) {
            return settings.fullName();
        }

        @Override
        Settings with(Settings settings, String value) {
            if (value.length() > MAX_NAME || value.chars().anyMatch(Character::isISOControl)) {
                throw AdminException.invalid("name is a line of at most " + MAX_NAME + " characters");
            }
            return new Settings(
                    value,
                    settings.senderAddresses(),
                    settings.recipientsPerHour(),
                    settings.recipientsPerDay(),
                    settings.copiesToSent(),
                    settings.quota());
        }
    },
    /** May be the reverse-path of what the account submits, beside its own address and aliases of it alone. */
    SENDER_ADDRESSES {
        @Override
        String text(Settings settings) {
            return String.join(",", settings.senderAddresses());
        }

        @Override
        Settings with(Settings settings, String value) {
            LinkedHashSet<String> addresses = new LinkedHashSet<>();
            for (String address : value.isEmpty() ? List.<String>of() : List.of(value.split(",", -1))) {
                addresses.add(AddressRules.address(address.strip()).address());
            }
            if (addresses.size() > MAX_SENDERS) {
                throw AdminException.invalid("an account has at most " + MAX_SENDERS + " sender addresses");
            }
            return new Settings(
                    settings.fullName(),
                    List.copyOf(addresses),
                    settings.recipientsPerHour(),
                    settings.recipientsPerDay(),
                    settings.copiesToSent(),
                    settings.quota());
        }
    },
    RECIPIENTS_PER_HOUR {
        @Override
        String text(Settings settings) {
            return rateText(settings.recipientsPerHour());
        }

        @Override
        Settings with(Settings settings, String value) {
            return new Settings(
                    settings.fullName(),
                    settings.senderAddresses(),
                    rate(value),
                    settings.recipientsPerDay(),
                    settings.copiesToSent(),
                    settings.quota());
        }
    },
    RECIPIENTS_PER_DAY {
        @Override
        String text(Settings settings) {
            return rateText(settings.recipientsPerDay());
        }

        @Override
        Settings with(Settings settings, String value) {
            return new Settings(
                    settings.fullName(),
                    settings.senderAddresses(),
                    settings.recipientsPerHour(),
                    rate(value),
                    settings.copiesToSent(),
                    settings.quota());
        }
    },
    COPY_TO_SENT {
        @Override
        String text(Settings settings) {
            return settings.copiesToSent() ? "on" : "off";
        }

        @Override
        Settings with(Settings settings, String value) {
            boolean copies = switch (value) {
                case "on" -> true;
                case "off" -> false;
                default -> throw invalid("on or off");
            };
            return new Settings(
                    settings.fullName(),
                    settings.senderAddresses(),
                    settings.recipientsPerHour(),
                    settings.recipientsPerDay(),
                    copies,
                    settings.quota());
        }
    },
    QUOTA_OCTETS {
        @Override
        String text(Settings settings) {
            return limitText(settings.quota().octets());
        }

        @Override
        Settings with(Settings settings, String value) {
            return withQuota(settings, new Quota(limit(value), settings.quota().messages()));
        }
    },
    QUOTA_MESSAGES {
        @Override
        String text(Settings settings) {
            return limitText(settings.quota().messages());
        }

        @Override
        Settings with(Settings settings, String value) {
            return withQuota(settings, new Quota(settings.quota().octets(), limit(value)));
        }
    };

    private static final int MAX_NAME = 200;
    private static final int MAX_SENDERS = 100;
    private static final String NONE = "none";
    private static final String DEFAULT = "default";

    /** As administrators write it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its value as {@link #with} takes it. */
    abstract String text(Settings settings);

    /** The same with another value; {@code AdminException} when it is none. */
    abstract Settings with(Settings settings, String value);

    static AccountSetting of(String key) {
        for (AccountSetting setting : values()) {
            if (setting.key().equals(key)) {
                return setting;
            }
        }
        String known = Arrays.stream(values()).map(AccountSetting::key).collect(Collectors.joining(", "));
        throw AdminException.invalid("no such setting; there are " + known);
    }

    AdminException invalid(String expected) {
        return AdminException.invalid(key() + " is " + expected);
    }

    private static Settings withQuota(Settings settings, Quota quota) {
        return new Settings(
                settings.fullName(),
                settings.senderAddresses(),
                settings.recipientsPerHour(),
                settings.recipientsPerDay(),
                settings.copiesToSent(),
                quota);
    }

    private static String rateText(OptionalInt rate) {
        if (rate.isEmpty()) {
            return DEFAULT;
        }
        return rate.getAsInt() == 0 ? NONE : Integer.toString(rate.getAsInt());
    }

    OptionalInt rate(String value) {
        if (value.equals(DEFAULT)) {
            return OptionalInt.empty();
        }
        if (value.equals(NONE)) {
            return OptionalInt.of(0);
        }
        long rate = number(value, "a number of recipients, none or default");
        if (rate == 0 || rate > Integer.MAX_VALUE) {
            throw invalid("a number of recipients from 1 on, none or default");
        }
        return OptionalInt.of((int) rate);
    }

    private static String limitText(OptionalLong limit) {
        return limit.isPresent() ? Long.toString(limit.getAsLong()) : NONE;
    }

    OptionalLong limit(String value) {
        return value.equals(NONE) ? OptionalLong.empty() : OptionalLong.of(number(value, "a number or none"));
    }

    /** Digits of ASCII alone: no sign, and nobody else's digits, which nobody would recognise in what is shown. */
    private long number(String value, String expected) {
        try {
            if (value.chars().allMatch(Ascii::isDigit)) {
                return Long.parseLong(value);
            }
        } catch (NumberFormatException _) {
            throw invalid(expected);
        }
        throw invalid(expected);
    }
}
