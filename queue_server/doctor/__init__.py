"""`onewindow doctor`: looks at what a server needs and says in a sentence each what is wrong. It changes nothing and disturbs nobody."""
