"""What is sent: publications, notifications, settlements."""
