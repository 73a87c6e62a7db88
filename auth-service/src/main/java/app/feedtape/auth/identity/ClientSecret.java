package app.feedtape.auth.identity;

/** What proves to a provider that a call is ours. */
interface ClientSecret {

    /**
     * The secret for one call.
     *
     * @param clientId the client the call is made for
     */
    String forCall(String clientId);
}
