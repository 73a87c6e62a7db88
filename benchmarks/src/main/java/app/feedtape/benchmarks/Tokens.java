package app.feedtape.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Tokens in files, one a line: one for each account, and further ones of the same accounts that are
 * shown for the first time while it is measured.
 */
record Tokens(List<UUID> accounts, Path known, Path fresh) {

    static Tokens write(Path home, Surroundings surroundings, int accounts, int fresh)
            throws IOException {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(accounts).toList();
        Tokens tokens = new Tokens(ids, home.resolve("known"), home.resolve("fresh"));
        Files.write(tokens.known, sign(surroundings, ids, accounts));
        Files.write(tokens.fresh, sign(surroundings, ids, fresh));
        return tokens;
    }

    private static List<String> sign(Surroundings surroundings, List<UUID> ids, int count) {
        return java.util.stream.IntStream.range(0, count)
                .parallel()
                .mapToObj(number -> surroundings.bearer(ids.get(number % ids.size())))
                .toList();
    }
}
