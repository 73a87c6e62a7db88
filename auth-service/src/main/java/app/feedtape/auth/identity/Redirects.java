package app.feedtape.auth.identity;

import java.net.URI;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** Answers that send a browser on; what they carry is neither kept nor told to anybody. */
final class Redirects {

    private Redirects() {}

    static ResponseEntity.BodyBuilder to(URI address) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(address)
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer");
    }
}
