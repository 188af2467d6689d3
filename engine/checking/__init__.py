"""Problems of a network and the memory it will take, found before anything is built."""
