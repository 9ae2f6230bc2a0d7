package org.packetboat.mailbox.admin;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.packetboat.mailbox.account.Aliases;
import org.packetboat.mailbox.store.AddressTable;

/** {@code /api/v1/aliases}. */
@Keyed
@Path("/api/v1/aliases")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class AliasesResource {
    private final Aliases aliases;

    AliasesResource(Aliases aliases) {
        this.aliases = aliases;
    }

    /** An alias as it travels. */
    public record AliasJson(
            @Nullable String alias, @Nullable List<@Nullable String> targets) {
        static AliasJson of(AddressTable.Alias alias) {
            return new AliasJson(alias.alias(), new ArrayList<>(alias.targets()));
        }
    }

    @GET
    public List<AliasJson> list() throws InterruptedException {
        return aliases.list().stream().map(AliasJson::of).toList();
    }

    @POST
    public Response add(@Nullable AliasJson alias) throws InterruptedException {
        AliasJson given = Input.required(alias, "alias");
        AddressTable.Alias added =
                aliases.add(Input.required(given.alias(), "alias"), Input.requiredAll(given.targets(), "targets"));
        return Response.status(Response.Status.CREATED)
                .entity(AliasJson.of(added))
                .build();
    }

    @DELETE
    @Path("/{alias}")
    public void remove(@PathParam("alias") String alias) throws InterruptedException {
        aliases.remove(alias);
    }
}
