package app.feedtape.admin.listing;

import app.feedtape.admin.listing.UserResponses.SkippedUsers;
import app.feedtape.admin.listing.UserResponses.UserDetailResponse;
import app.feedtape.admin.listing.UserResponses.UserPage;
import app.feedtape.admin.listing.UserResponses.UserResponse;
import app.feedtape.admin.listing.Users.Place;
import app.feedtape.web.paging.Cursors;
import app.feedtape.web.paging.Page;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.Caller;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Accounts as operators see them. Roles admin and support: every endpoint of this service is closed
 * to others.
 */
@RestController
class UserController {

    private static final int FURTHEST_SKIP = 100_000;
    private static final Set<String> FILTERS = Set.of("search", "status", "plan", "sort", "limit");

    private final Users users;
    private final UserDetails details;
    private final Cursors cursors;

    UserController(Users users, UserDetails details, Cursors cursors) {
        this.users = users;
        this.details = details;
        this.cursors = cursors;
    }

    /**
     * {@code search} (id, part of e-mail or name), {@code status}, {@code plan}, {@code sort}
     * (created_at, email, with a leading minus backwards), {@code cursor}, {@code limit} 1..100;
     * 400 for anything else. {@code total} counts what matches.
     */
    @GetMapping("/api/admin/users")
    UserPage list(
            @RequestParam Map<String, String> parameters,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAXIMUM_LIMIT) int limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        UserQuery query = UserQuery.of(parameters, with("cursor"));
        String sort = query.sort().parameter();
        Place after =
                cursor == null ? null : place(cursors.decode(sort, query.fingerprint(), cursor));
        List<UserRow> found = users.list(query, after, limit + 1);
        List<UserRow> page = found.subList(0, Math.min(limit, found.size()));
        String next =
                found.size() > limit
                        ? cursors.encode(
                                sort,
                                query.fingerprint(),
                                List.of(
                                        query.sort().keyOf(page.getLast()),
                                        page.getLast().id().toString()))
                        : null;
        return new UserPage(page.stream().map(UserResponse::of).toList(), next, users.count(query));
    }

    /** The same for older clients: {@code skip} 0..100000 in place of a cursor. */
    @GetMapping("/v1/admin/users")
    SkippedUsers listSkipping(
            @RequestParam Map<String, String> parameters,
            @RequestParam(defaultValue = "0") @Min(0) @Max(FURTHEST_SKIP) int skip,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAXIMUM_LIMIT) int limit,
            Caller caller) {
        UserQuery query = UserQuery.of(parameters, with("skip"));
        return new SkippedUsers(
                users.list(query, skip, limit).stream().map(UserResponse::of).toList(),
                users.count(query),
                skip,
                limit);
    }

    /**
     * Profile, subscription, usage of the last 30 days and feeds of one account; 404 when there is
     * none.
     */
    @GetMapping({"/api/admin/users/{id}", "/v1/admin/users/{id}"})
    UserDetailResponse find(@PathVariable UUID id, Caller caller) {
        return details.find(id)
                .map(detail -> UserDetailResponse.of(detail, details.today()))
                .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is nothing here."));
    }

    private static Set<String> with(String paging) {
        return Stream.concat(FILTERS.stream(), Stream.of(paging)).collect(Collectors.toSet());
    }

    private static Place place(List<String> key) {
        return new Place(key.get(0), UUID.fromString(key.get(1)));
    }
}
