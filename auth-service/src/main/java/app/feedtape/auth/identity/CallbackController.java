package app.feedtape.auth.identity;

import app.feedtape.auth.identity.SignInAttempt.Linker;
import app.feedtape.auth.identity.SignInAttempt.Mode;
import app.feedtape.auth.refresh.TokenPair;
import app.feedtape.auth.session.Device;
import app.feedtape.web.document.Answers;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.PublicEndpoint;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where providers send the browser back. */
@RestController
@PublicEndpoint
class CallbackController {

    private static final int LONGEST_CODE = 2048;

    private final ProviderTrip trip;
    private final SignIn signIn;
    private final IdentityLinking linking;
    private final AppleIntroduction introduction;

    CallbackController(
            ProviderTrip trip,
            SignIn signIn,
            IdentityLinking linking,
            AppleIntroduction introduction) {
        this.trip = trip;
        this.signIn = signIn;
        this.linking = linking;
        this.introduction = introduction;
    }

    /**
     * What a provider's answer carries.
     *
     * @param name what the answer says the person is called
     */
    private record Answer(@Nullable String code, @Nullable String error, @Nullable String name) {}

    /**
     * The way back. Web: 200 with tokens, or with the identity when a link was begun. Mobile: 302
     * to the app with tokens, a one-time code or a {@code link_code}, or with {@code error} when
     * the person or we declined. 400 OAUTH_STATE_INVALID for a state that is unknown, used, late,
     * another provider's or another browser's; 400 VALIDATION_FAILED for a code that is not this
     * attempt's; 409 EMAIL_TAKEN, CONFLICT; 403 EMAIL_NOT_VERIFIED; 503 when the provider does not
     * answer.
     */
    @Answers({TokenPair.class, IdentityResponse.class})
    @GetMapping("/auth/callback/{provider}")
    ResponseEntity<?> comeBack(
            @PathVariable("provider") String provider,
            @CookieValue(name = BindingCookie.NAME, required = false) @Nullable String binding,
            HttpServletRequest request) {
        return arrive(provider, binding, request, null);
    }

    /**
     * The same as a form that the browser posts across sites (OAuth 2.0 Form Post Response Mode),
     * which is how Apple answers. The name in {@code user} comes the first time only.
     */
    @Answers({TokenPair.class, IdentityResponse.class})
    @PostMapping(
            path = "/auth/callback/{provider}",
            consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> isPostedBack(
            @PathVariable("provider") String provider,
            @CookieValue(name = BindingCookie.NAME, required = false) @Nullable String binding,
            HttpServletRequest request) {
        return arrive(provider, binding, request, introduction.name(request.getParameter("user")));
    }

    private ResponseEntity<?> arrive(
            String provider,
            @Nullable String binding,
            HttpServletRequest request,
            @Nullable String name) {
        SignInAttempt attempt =
                trip.comeBack(
                        provider,
                        request.getParameter("state"),
                        binding,
                        request.getParameter("iss"));
        Answer answer =
                new Answer(request.getParameter("code"), request.getParameter("error"), name);
        Device device = Device.of(request);
        if (attempt.mode() == Mode.MOBILE) {
            return Redirects.to(mobile(provider, attempt, answer, device)).build();
        }
        if (answer.error() != null) {
            throw Refusal.invalid("error", "The sign-in was declined at the provider.");
        }
        ProvenIdentity proven = prove(provider, attempt, answer);
        Linker linker = attempt.linker();
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(
                        linker == null
                                ? signIn.tokens(proven, device)
                                : IdentityResponse.of(linking.link(linker, proven)));
    }

    private URI mobile(String provider, SignInAttempt attempt, Answer answer, Device device) {
        if (answer.error() != null) {
            return ReturnAddress.withError("access_denied");
        }
        ProvenIdentity proven = prove(provider, attempt, answer);
        try {
            String challenge = attempt.codeChallenge();
            Linker linker = attempt.linker();
            if (challenge == null) {
                return ReturnAddress.with(signIn.tokens(proven, device));
            }
            return linker == null
                    ? ReturnAddress.with(signIn.code(proven, challenge, device))
                    : ReturnAddress.withLink(linking.code(linker, proven, challenge));
        } catch (Refusal refusal) {
            // The person looks at a browser that only the app's own address closes.
            return ReturnAddress.withError(refusal.code().name().toLowerCase(Locale.ROOT));
        }
    }

    private ProvenIdentity prove(String provider, SignInAttempt attempt, Answer answer) {
        String code = answer.code();
        if (code == null || code.isBlank() || code.length() > LONGEST_CODE) {
            throw Refusal.invalid("code", "The provider's code is missing.");
        }
        return trip.prove(provider, attempt, code, answer.name());
    }
}
