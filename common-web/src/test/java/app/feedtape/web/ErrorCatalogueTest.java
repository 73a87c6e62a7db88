package app.feedtape.web;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.web.problem.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list that integrators read is the enum; {@code -Dfeedtape.docs.write=true} renews it. */
class ErrorCatalogueTest {

    private static final Path PAGE = Path.of("../docs/errors.md");

    @Test
    void thePageListsEveryCodeWithItsStatus() throws IOException {
        String page =
                """
                # Error codes

                Every error answer has the shape
                `{"message", "error": {"code", "message", "details"?}, "request_id"}`. Made from `ErrorCode`; a test keeps it so.

                | status | code |
                |---|---|
                """
                        + Stream.of(ErrorCode.values())
                                .map(code -> "| %d | %s |%n".formatted(code.status(), code))
                                .collect(Collectors.joining());
        if (Boolean.getBoolean("feedtape.docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).content().isEqualTo(page);
    }
}
