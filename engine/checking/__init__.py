"""What is wrong with a network and how much memory it will take, found before anything is built."""
