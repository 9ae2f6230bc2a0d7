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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.packetboat.mailbox.account.Accounts;

/** {@code /api/v1/accounts}. */
@Keyed
@Path("/api/v1/accounts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class AccountsResource {
    private final Accounts accounts;

    AccountsResource(Accounts accounts) {
        this.accounts = accounts;
    }

    /** An account as it is listed. */
    public record AccountJson(String address, String fullName) {}

    /** An account to be added. */
    public record NewAccountJson(
            @Nullable String address,
            @Nullable String password,
            @Nullable String fullName) {
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
                .map(account -> new AccountJson(account.address(), account.fullName()))
                .toList();
    }

    @POST
    public Response add(@Nullable NewAccountJson account) throws InterruptedException {
        NewAccountJson given = Input.required(account, "address");
        String fullName = Objects.requireNonNullElse(given.fullName(), "");
        String address = accounts.add(
                Input.required(given.address(), "address"), Input.required(given.password(), "password"), fullName);
        return Response.status(Response.Status.CREATED)
                .entity(new AccountJson(address, fullName))
                .build();
    }

    @PUT
    @Path("/{address}/password")
    public void setPassword(@PathParam("address") String address, @Nullable PasswordJson password)
            throws InterruptedException {
        accounts.setPassword(address, Input.required(password == null ? null : password.password(), "password"));
    }

    @DELETE
    @Path("/{address}")
    public void remove(@PathParam("address") String address) throws InterruptedException {
        accounts.remove(address);
    }
}
