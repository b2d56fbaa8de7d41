"""The plain HTTP routes beside GraphQL: sign-in, files, provider webhooks, the built web app, health."""
