package app.feedtape.auth.secondfactor;

import app.feedtape.auth.refresh.TokenPairs;
import app.feedtape.auth.session.CurrentPassword;
import app.feedtape.auth.session.FreshProof;
import app.feedtape.auth.token.AccessTokens;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A person's second factor. */
@RestController
@RequestMapping("/auth/two-factor")
class TwoFactorController {

    private final Enrolment enrolment;
    private final SecondFactors factors;
    private final RecoveryCodes recoveryCodes;
    private final StepUp stepUp;
    private final FreshProof freshProof;
    private final ObjectProvider<CurrentPassword> passwords;
    private final TokenPairs pairs;

    TwoFactorController(
            Enrolment enrolment,
            SecondFactors factors,
            RecoveryCodes recoveryCodes,
            StepUp stepUp,
            FreshProof freshProof,
            ObjectProvider<CurrentPassword> passwords,
            TokenPairs pairs) {
        this.enrolment = enrolment;
        this.factors = factors;
        this.recoveryCodes = recoveryCodes;
        this.stepUp = stepUp;
        this.freshProof = freshProof;
        this.passwords = passwords;
        this.pairs = pairs;
    }

    record CodeRequest(
            @JsonProperty("code") @Nullable String code,
            @JsonProperty("recovery_code") @Nullable String recoveryCode) {
        @Override
        public String toString() {
            return "CodeRequest[hidden]";
        }
    }

    record PasswordRequest(@JsonProperty("password") @Nullable String password) {
        @Override
        public String toString() {
            return "PasswordRequest[hidden]";
        }
    }

    record StateResponse(
            @JsonProperty("enabled") boolean enabled,
            @JsonProperty("enabled_at") @Nullable Instant enabledAt,
            @JsonProperty("recovery_codes_left") int recoveryCodesLeft) {}

    record OfferResponse(
            @JsonProperty("secret") String secret,
            @JsonProperty("otpauth_uri") String uri,
            @JsonProperty("qr_code") String qrCode) {
        @Override
        public String toString() {
            return "OfferResponse[hidden]";
        }
    }

    record ConfirmedResponse(
            @JsonProperty("recovery_codes") List<String> recoveryCodes,
            @JsonProperty("token") String token,
            @JsonProperty("expires_in") long expiresIn) {
        @Override
        public String toString() {
            return "ConfirmedResponse[hidden]";
        }
    }

    record CodesResponse(@JsonProperty("recovery_codes") List<String> recoveryCodes) {
        @Override
        public String toString() {
            return "CodesResponse[hidden]";
        }
    }

    record TokenResponse(
            @JsonProperty("token") String token, @JsonProperty("expires_in") long expiresIn) {
        @Override
        public String toString() {
            return "TokenResponse[hidden]";
        }
    }

    /** Whether there is one and how many recovery codes are left; never the secret. */
    @GetMapping
    StateResponse state(Caller caller) {
        Optional<SecondFactors.Known> known =
                factors.find(caller.accountId()).filter(SecondFactors.Known::isConfirmed);
        return new StateResponse(
                known.isPresent(),
                known.map(SecondFactors.Known::confirmedAt).orElse(null),
                known.isPresent() ? recoveryCodes.count(caller.accountId()) : 0);
    }

    /**
     * Offers a secret: as text, as {@code otpauth} address and as a QR code (PNG, {@code data:}
     * URI), shown this once. It asks for nothing before it is confirmed and is forgotten after 15
     * minutes; asking again replaces it. 409 CONFLICT when one is set up; 403
     * RECENT_SIGN_IN_REQUIRED when the sign-in is older than 15 minutes.
     */
    @PostMapping
    OfferResponse offer(Caller caller) {
        freshProof.requireRecent(caller);
        Enrolment.Offer offer = enrolment.offer(caller.accountId());
        return new OfferResponse(offer.secret(), offer.uri(), QrCode.dataUri(offer.uri()));
    }

    /**
     * Confirms the offer by a code of it. Answers ten recovery codes, shown this once, and an
     * access token that says that this session has shown both factors; every other session is over.
     * 401 INVALID_CREDENTIALS for a wrong code; 429 RATE_LIMITED after five tries; 409 CONFLICT
     * when there is nothing to confirm.
     */
    @PostMapping("/confirm")
    ConfirmedResponse confirm(Caller caller, @RequestBody CodeRequest request) {
        freshProof.require(caller);
        List<RecoveryCode> codes = enrolment.confirm(caller, ShownFactor.code(request.code()));
        AccessTokens.Issued token = pairs.reissue(caller);
        return new ConfirmedResponse(shown(codes), token.token(), token.lifeSeconds());
    }

    /**
     * Shows the second factor again in this session: a code or a recovery code. For 15 minutes the
     * session may then do what needs it. Answers an access token that says so ({@code amr}). 401
     * INVALID_CREDENTIALS; 429 RATE_LIMITED after five tries, for 15 minutes.
     */
    @PostMapping("/verify")
    TokenResponse verify(Caller caller, @RequestBody CodeRequest request) {
        stepUp.strengthen(caller, ShownFactor.of(request.code(), request.recoveryCode()));
        AccessTokens.Issued token = pairs.reissue(caller);
        return new TokenResponse(token.token(), token.lifeSeconds());
    }

    /**
     * Ten new recovery codes; the old ones are worth nothing any more. Needs the second factor
     * shown in this session within 15 minutes (403 TWO_FACTOR_REQUIRED) and, where there is one,
     * the password (401 INVALID_CREDENTIALS); 409 CONFLICT without a second factor.
     */
    @PostMapping("/recovery-codes")
    CodesResponse renewCodes(
            Caller caller, @RequestBody(required = false) @Nullable PasswordRequest request) {
        requireBoth(caller, request);
        return new CodesResponse(shown(enrolment.renewCodes(caller.accountId())));
    }

    /**
     * Gives the second factor up and ends every other session. Needs the second factor shown in
     * this session within 15 minutes (403 TWO_FACTOR_REQUIRED) and, where there is one, the
     * password (401 INVALID_CREDENTIALS); 409 CONFLICT without a second factor.
     */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Caller caller, @RequestBody(required = false) @Nullable PasswordRequest request) {
        requireBoth(caller, request);
        enrolment.remove(caller);
    }

    private void requireBoth(Caller caller, @Nullable PasswordRequest request) {
        freshProof.require(caller);
        String password = request == null ? null : request.password();
        passwords.stream().forEach(known -> known.require(caller.accountId(), password));
    }

    private static List<String> shown(List<RecoveryCode> codes) {
        return codes.stream().map(RecoveryCode::shown).toList();
    }
}
