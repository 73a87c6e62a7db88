package app.feedtape.world.github;

import java.util.Optional;

/** What the person agreed to; {@code challenge} is the S256 challenge when the client sent one. */
record Agreement(long person, String redirectUri, String scope, Optional<String> challenge) {}
