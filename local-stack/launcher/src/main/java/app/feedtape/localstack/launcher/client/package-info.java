/** Talking to the stack as a listener, a browser and an operator do. */
@org.jspecify.annotations.NullMarked
package app.feedtape.localstack.launcher.client;
