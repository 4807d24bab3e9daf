"""What leaves the house for people who look at no page: mails and messages to their browsers."""
