@org.jspecify.annotations.NullMarked
package app.feedtape.localstack.launcher.settings;
