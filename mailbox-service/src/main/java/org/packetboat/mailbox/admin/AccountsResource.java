package org.packetboat.mailbox.admin;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.packetboat.mailbox.account.AccountSettings;
import org.packetboat.mailbox.account.Accounts;
import org.packetboat.mailbox.store.QuotaStatement.Quota;
import org.packetboat.mailbox.store.QuotaStatement.Usage;

/** {@code /api/v1/accounts}. */
@Keyed
@Path("/api/v1/accounts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class AccountsResource {
    private final Accounts accounts;
    private final AccountSettings settings;

    AccountsResource(Accounts accounts, AccountSettings settings) {
        this.accounts = accounts;
        this.settings = settings;
    }

    /** An account as it is listed. */
    public record AccountJson(String address, String fullName, QuotaJson quota) {}

    /** Limits; absent for none. */
    public record QuotaJson(@Nullable Long octets, @Nullable Long messages) {
        static QuotaJson of(Quota quota) {
            return new QuotaJson(value(quota.octets()), value(quota.messages()));
        }

        private static @Nullable Long value(OptionalLong limit) {
            return limit.isPresent() ? (Long) limit.getAsLong() : null;
        }

        Quota quota() {
            return new Quota(limit(octets), limit(messages));
        }

        private static OptionalLong limit(@Nullable Long value) {
            return value == null ? OptionalLong.empty() : OptionalLong.of(value);
        }
    }

    /** What an account uses of which limits. */
    public record UsageJson(QuotaJson quota, long octets, long messages) {}

    /** An account to be added. */
    public record NewAccountJson(
            @Nullable String address,
            @Nullable String password,
            @Nullable String fullName,
            @Nullable QuotaJson quota) {
        @Override
        public String toString() {
            return "NewAccountJson[" + address + "]";
        }
    }

    /** A password to be set. */
    public record PasswordJson(@Nullable String password) {
        @Override
        public String toString() {
            return "PasswordJson[]";
        }
    }

    @GET
    public List<AccountJson> list() throws InterruptedException {
        return accounts.list().stream()
                .map(account -> new AccountJson(account.address(), account.fullName(), QuotaJson.of(account.quota())))
                .toList();
    }

    @POST
    public Response add(@Nullable NewAccountJson account) throws InterruptedException {
        NewAccountJson given = Input.required(account, "address");
        String fullName = Objects.requireNonNullElse(given.fullName(), "");
        Quota quota = given.quota() == null ? Quota.NONE : given.quota().quota();
        String address = accounts.add(
                Input.required(given.address(), "address"),
                Input.required(given.password(), "password"),
                fullName,
                quota);
        return Response.status(Response.Status.CREATED)
                .entity(new AccountJson(address, fullName, QuotaJson.of(quota)))
                .build();
    }

    @PUT
    @Path("/{address}/password")
    public void setPassword(@PathParam("address") String address, @Nullable PasswordJson password)
            throws InterruptedException {
        accounts.setPassword(address, Input.required(password == null ? null : password.password(), "password"));
    }

    @GET
    @Path("/{address}/quota")
    public UsageJson usage(@PathParam("address") String address) throws InterruptedException {
        Usage usage = accounts.usage(address);
        return new UsageJson(QuotaJson.of(usage.quota()), usage.octets(), usage.messages());
    }

    /** Sets both limits; one that is absent is none. */
    @PUT
    @Path("/{address}/quota")
    public void setQuota(@PathParam("address") String address, @Nullable QuotaJson quota) throws InterruptedException {
        accounts.setQuota(address, Input.required(quota, "octets").quota());
    }

    /** All settings by their keys, as texts. */
    @GET
    @Path("/{address}/settings")
    public Map<String, String> settings(@PathParam("address") String address) throws InterruptedException {
        return settings.of(address);
    }

    /** Changes those that are named. */
    @PUT
    @Path("/{address}/settings")
    public Map<String, String> changeSettings(
            @PathParam("address") String address, @Nullable Map<String, @Nullable String> changes)
            throws InterruptedException {
        return settings.change(address, Input.required(changes, "name"));
    }

    @DELETE
    @Path("/{address}")
    public void remove(@PathParam("address") String address) throws InterruptedException {
        accounts.remove(address);
    }
}
