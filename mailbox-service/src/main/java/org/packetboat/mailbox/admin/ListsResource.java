package org.packetboat.mailbox.admin;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.mailbox.account.MailingLists;
import org.packetboat.mailbox.store.DirectoryTable.Member;
import org.packetboat.mailbox.store.ListTable;

/** {@code /api/v1/lists}. */
@Keyed
@Path("/api/v1/lists")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class ListsResource {
    private final MailingLists lists;

    ListsResource(MailingLists lists) {
        this.lists = lists;
    }

    /** A list as it is listed. */
    public record ListJson(String address, String owner, String posting, String description, long members) {
        static ListJson of(ListTable.Counted counted) {
            return new ListJson(
                    counted.address(),
                    counted.list().owner(),
                    counted.list().posting().text(),
                    counted.list().description(),
                    counted.members());
        }
    }

    /** A list to be added or changed. */
    public record NewListJson(
            @Nullable String address,
            @Nullable String owner,
            @Nullable String posting,
            @Nullable String description) {}

    /**
     * Members as they were given, in their order.
     *
     * @param next what {@code after} is for the next page; absent after the last
     */
    public record MembersJson(
            @Nullable List<@Nullable String> members,
            @Nullable String next) {}

    /** How many members there are. */
    public record CountJson(long members) {}

    @GET
    public List<ListJson> list() throws InterruptedException {
        return lists.list().stream().map(ListJson::of).toList();
    }

    @POST
    public Response add(@Nullable NewListJson list) throws InterruptedException {
        NewListJson given = Input.required(list, "address");
        ListTable.Counted added = lists.add(
                Input.required(given.address(), "address"),
                Input.required(given.owner(), "owner"),
                Optional.ofNullable(given.posting()),
                Optional.ofNullable(given.description()));
        return Response.status(Response.Status.CREATED)
                .entity(ListJson.of(added))
                .build();
    }

    @GET
    @Path("/{address}")
    public ListJson show(@PathParam("address") String address) throws InterruptedException {
        return ListJson.of(lists.one(address));
    }

    /** Changes what is named. */
    @PUT
    @Path("/{address}")
    public ListJson set(@PathParam("address") String address, @Nullable NewListJson list) throws InterruptedException {
        NewListJson given = Input.required(list, "owner");
        return ListJson.of(lists.set(
                address,
                Optional.ofNullable(given.owner()),
                Optional.ofNullable(given.posting()),
                Optional.ofNullable(given.description())));
    }

    @DELETE
    @Path("/{address}")
    public void remove(@PathParam("address") String address) throws InterruptedException {
        lists.remove(address);
    }

    @GET
    @Path("/{address}/members")
    public MembersJson members(
            @PathParam("address") String address,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("1000") int limit)
            throws InterruptedException {
        List<Member> members = lists.members(address, Input.storable(after, "after"), limit);
        return new MembersJson(
                members.stream().map(Member::written).toList(),
                members.isEmpty() || members.size() < Math.min(limit, MailingLists.MAX_PAGE)
                        ? null
                        : members.getLast().folded());
    }

    @POST
    @Path("/{address}/members")
    public CountJson addMembers(@PathParam("address") String address, @Nullable MembersJson members)
            throws InterruptedException {
        List<String> given = Input.requiredAll(members == null ? null : members.members(), "members");
        return new CountJson(lists.addMembers(address, given));
    }

    @DELETE
    @Path("/{address}/members/{member}")
    public void removeMember(@PathParam("address") String address, @PathParam("member") String member)
            throws InterruptedException {
        lists.removeMember(address, member);
    }
}
