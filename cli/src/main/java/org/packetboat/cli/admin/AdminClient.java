package org.packetboat.cli.admin;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Domains, accounts, aliases and routing over HTTP. Blocks. */
public final class AdminClient {
    private static final String LISTS = "lists";
    /** A request has at most 64 KiB, and an address some 300 octets. */
    private static final int MEMBERS_OF_A_REQUEST = 150;

    private final AdminHttp http;

    /**
     * @param base for instance {@code http://127.0.0.1:8080}
     * @param key the bearer key
     */
    public AdminClient(URI base, String key) {
        this.http = new AdminHttp(base, key);
    }

    public record Domain(String name) {}

    public record Account(String address) {}

    /** Limits; null for none. */
    public record Quota(@Nullable Long octets, @Nullable Long messages) {
        Map<String, Long> json() {
            Map<String, Long> json = new LinkedHashMap<>();
            if (octets != null) {
                json.put("octets", octets);
            }
            if (messages != null) {
                json.put("messages", messages);
            }
            return json;
        }
    }

    /** What an account uses. */
    public record Usage(Quota quota, long octets, long messages) {}

    public record Alias(String alias, List<String> targets) {}

    public record MailingList(String address, String owner, String posting, String description, long members) {}

    /** A page of members; {@code next} is null behind the last. */
    public record Members(List<String> members, @Nullable String next) {}

    public List<Domain> domains() throws IOException {
        return JSON.std.listOfFrom(Domain.class, request("GET", "domains", Map.of()));
    }

    public void addDomain(String name) throws IOException {
        request("POST", "domains", Map.of("name", name));
    }

    public void removeDomain(String name) throws IOException {
        request("DELETE", "domains/" + segment(name), Map.of());
    }

    public List<Account> accounts() throws IOException {
        return JSON.std.listOfFrom(Account.class, request("GET", "accounts", Map.of()));
    }

    public void addAccount(String address, String password) throws IOException {
        addAccount(address, password, new Quota(null, null));
    }

    public void addAccount(String address, String password, Quota quota) throws IOException {
        Map<String, Object> account = new LinkedHashMap<>();
        account.put("address", address);
        account.put("password", password);
        if (!quota.json().isEmpty()) {
            account.put("quota", quota.json());
        }
        request("POST", "accounts", account);
    }

    public Usage usage(String address) throws IOException {
        return JSON.std.beanFrom(Usage.class, request("GET", "accounts/" + segment(address) + "/quota", Map.of()));
    }

    public void setQuota(String address, Quota quota) throws IOException {
        send("PUT", "accounts/" + segment(address) + "/quota", quota.json());
    }

    public void removeAccount(String address) throws IOException {
        request("DELETE", "accounts/" + segment(address), Map.of());
    }

    public void changePassword(String address, String password) throws IOException {
        request("PUT", "accounts/" + segment(address) + "/password", Map.of("password", password));
    }

    public List<Alias> aliases() throws IOException {
        return JSON.std.listOfFrom(Alias.class, request("GET", "aliases", Map.of()));
    }

    public void addAlias(String alias, List<String> targets) throws IOException {
        request("POST", "aliases", Map.of("alias", alias, "targets", targets));
    }

    public void removeAlias(String alias) throws IOException {
        request("DELETE", "aliases/" + segment(alias), Map.of());
    }

    /** @param keeps whether the mail stays in the account as well */
    public record Forward(String address, List<String> targets, boolean keeps) {}

    public record CatchAll(String domain, String target) {}

    public List<Forward> forwards() throws IOException {
        return JSON.std.listOfFrom(Forward.class, request("GET", "forwards", Map.of()));
    }

    public void setForward(String address, List<String> targets, boolean keeps) throws IOException {
        request("PUT", "forwards/" + segment(address), Map.of("targets", targets, "keeps", keeps));
    }

    public void removeForward(String address) throws IOException {
        request("DELETE", "forwards/" + segment(address), Map.of());
    }

    public List<CatchAll> catchAlls() throws IOException {
        return JSON.std.listOfFrom(CatchAll.class, request("GET", "catch-alls", Map.of()));
    }

    public void setCatchAll(String domain, String target) throws IOException {
        request("PUT", "catch-alls/" + segment(domain), Map.of("target", target));
    }

    public void removeCatchAll(String domain) throws IOException {
        request("DELETE", "catch-alls/" + segment(domain), Map.of());
    }

    /** All settings of an account by their keys. */
    public Map<String, String> settings(String address) throws IOException {
        return texts(request("GET", "accounts/" + segment(address) + "/settings", Map.of()));
    }

    /** Changes those that are named. */
    public void changeSettings(String address, Map<String, String> changes) throws IOException {
        send("PUT", "accounts/" + segment(address) + "/settings", changes);
    }

    private static Map<String, String> texts(byte[] json) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        JSON.std.mapFrom(json).forEach((key, value) -> texts.put(key, String.valueOf(value)));
        return texts;
    }

    public List<MailingList> lists() throws IOException {
        return JSON.std.listOfFrom(MailingList.class, request("GET", LISTS, Map.of()));
    }

    public MailingList list(String list) throws IOException {
        return JSON.std.beanFrom(MailingList.class, request("GET", LISTS + "/" + segment(list), Map.of()));
    }

    /** What is null is as the server has it by default. */
    public void addList(String list, String owner, @Nullable String posting, @Nullable String description)
            throws IOException {
        Map<String, String> json = facts(owner, posting, description);
        json.put("address", list);
        request("POST", LISTS, json);
    }

    public void setList(String list, @Nullable String owner, @Nullable String posting, @Nullable String description)
            throws IOException {
        send("PUT", LISTS + "/" + segment(list), facts(owner, posting, description));
    }

    private static Map<String, String> facts(
            @Nullable String owner, @Nullable String posting, @Nullable String description) {
        Map<String, String> facts = new LinkedHashMap<>();
        putIfNamed(facts, "owner", owner);
        putIfNamed(facts, "posting", posting);
        putIfNamed(facts, "description", description);
        return facts;
    }

    private static void putIfNamed(Map<String, String> facts, String key, @Nullable String value) {
        if (value != null) {
            facts.put(key, value);
        }
    }

    public void removeList(String list) throws IOException {
        request("DELETE", LISTS + "/" + segment(list), Map.of());
    }

    /** @param after the page before's {@code next}; empty for the first */
    public Members members(String list, String after) throws IOException {
        return JSON.std.beanFrom(Members.class, request("GET", page(list, after), Map.of()));
    }

    private static String page(String list, String after) {
        return LISTS + "/" + segment(list) + "/members?after=" + segment(after);
    }

    /** In as many requests as it takes; those that are members already stay so, and when one request fails those before it are. */
    public void addMembers(String list, List<String> members) throws IOException {
        for (int from = 0; from < members.size(); from += MEMBERS_OF_A_REQUEST) {
            List<String> some = members.subList(from, Math.min(from + MEMBERS_OF_A_REQUEST, members.size()));
            request("POST", LISTS + "/" + segment(list) + "/members", Map.of("members", some));
        }
    }

    public void removeMember(String list, String member) throws IOException {
        request("DELETE", LISTS + "/" + segment(list) + "/members/" + segment(member), Map.of());
    }

    /** @param body sent as JSON unless it is empty */
    private byte[] request(String method, String path, Map<String, ?> body) throws IOException {
        return http.exchange(method, path, body.isEmpty() ? new byte[0] : JSON.std.asBytes(body));
    }

    /** @param body sent as JSON, also when it is empty */
    private void send(String method, String path, Map<String, ?> body) throws IOException {
        var unused = http.exchange(method, path, JSON.std.asBytes(body));
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
