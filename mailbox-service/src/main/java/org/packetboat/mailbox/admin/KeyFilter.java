package org.packetboat.mailbox.admin;

import jakarta.inject.Provider;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Refuses what comes without the key. */
@jakarta.ws.rs.ext.Provider
@Keyed
public final class KeyFilter implements ContainerRequestFilter {
    // The filter is made while the application is built, the key is known when it runs.
    private final Provider<AdminKey> key;

    KeyFilter(Provider<AdminKey> key) {
        this.key = key;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!key.get().opens(request.getHeaderString(HttpHeaders.AUTHORIZATION))) {
            request.abortWith(Response.status(Response.Status.UNAUTHORIZED)
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .entity(new Problem("the key is missing or wrong"))
                    .build());
        }
    }
}
