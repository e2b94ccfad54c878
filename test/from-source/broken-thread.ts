/** An evaluation thread that cannot even start. */
throw new Error('a file is missing');
